package org.gpugdb.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.gpugdb.backend.spi.DeviceInfo;
import org.gpugdb.backend.spi.RegisterInfo;
import org.junit.jupiter.api.Test;

class TargetDescriptionsTest {
  private static String xml(String architecture, RegisterInfo... registers) {
    return TargetDescriptions.targetXml(
            new DeviceInfo("d", "d", architecture, 8, List.of(registers)))
        .decodeUtf8();
  }

  @Test
  void registersOfSeveralNumbersHaveATypeThatTheirFeatureDefines() {
    String xml =
        xml(
            "intelgt",
            new RegisterInfo(0, "r0", 512, "vector16x32", "org.gnu.gdb.intelgt.grf", true),
            new RegisterInfo(1, "r1", 512, "vector16x32", "org.gnu.gdb.intelgt.grf", true),
            new RegisterInfo(2, "a0", 256, "vector16x16", "org.gnu.gdb.intelgt.addr", true),
            new RegisterInfo(3, "ce", 32, "uint32", "org.gnu.gdb.intelgt.ce", false));

    assertThat(xml.split("<vector ", -1)).hasSize(3);
    assertThat(xml)
        .contains("<vector id=\"vector16x32\" type=\"uint32\" count=\"16\"/>")
        .contains("<vector id=\"vector16x16\" type=\"uint16\" count=\"16\"/>");
    assertThat(xml.indexOf("vector16x16")).isGreaterThan(xml.indexOf("intelgt.addr"));
  }

  /** LLDB would take a register of that name for the first argument of a function. */
  @Test
  void namesHaveTheirMeaningOnTheirArchitectureOnly() {
    RegisterInfo riscv = new RegisterInfo(0, "a0", 64, "int", "org.gnu.gdb.riscv.cpu", true);
    RegisterInfo intel = new RegisterInfo(0, "a0", 64, "int", "org.gnu.gdb.intelgt.addr", true);

    assertThat(xml("riscv:rv64", riscv)).contains("generic=\"arg1\"").contains("<osabi>none");
    assertThat(xml("intelgt", intel)).doesNotContain("generic=").doesNotContain("osabi");
  }
}
