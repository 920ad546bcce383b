package org.gpugdb.server.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gpugdb.backend.spi.DeviceInfo;
import org.gpugdb.backend.spi.RegisterInfo;
import org.gpugdb.protocol.wire.Bytes;
import org.gpugdb.protocol.xml.Register;
import org.gpugdb.protocol.xml.Register.LldbAttributes;
import org.gpugdb.protocol.xml.RegisterType;
import org.gpugdb.protocol.xml.TargetDescription;
import org.gpugdb.protocol.xml.TargetDescription.RegisterFeature;

/** Describes a device's registers in the clients' terms. */
final class TargetDescriptions {
  private static final String STANDARD_FEATURES = "org.gnu.gdb.";
  private static final String FPU = ".fpu";
  private static final String RISC_V = "riscv";
  private static final Pattern VECTOR = Pattern.compile("vector(\\d+)x(\\d+)");

  /** Of RISC-V registers. */
  private static final Map<String, String> GENERIC_ROLES =
      Map.ofEntries(
          Map.entry("pc", "pc"),
          Map.entry("sp", "sp"),
          Map.entry("fp", "fp"),
          Map.entry("ra", "ra"),
          Map.entry("a0", "arg1"),
          Map.entry("a1", "arg2"),
          Map.entry("a2", "arg3"),
          Map.entry("a3", "arg4"),
          Map.entry("a4", "arg5"),
          Map.entry("a5", "arg6"),
          Map.entry("a6", "arg7"),
          Map.entry("a7", "arg8"));

  /** DWARF numbers of RISC-V: x0 to x31, then f0 to f31; pc has none. */
  private static final int DWARF_X = 32;

  private static final int DWARF_F = 32;

  private TargetDescriptions() {}

  /** The document {@code target.xml}. */
  static Bytes targetXml(DeviceInfo device) {
    Map<String, List<Register>> byFeature = new LinkedHashMap<>();
    for (RegisterInfo register : device.registers()) {
      byFeature.computeIfAbsent(register.feature(), f -> new ArrayList<>()).add(describe(register));
    }
    List<RegisterFeature> features = new ArrayList<>();
    byFeature.forEach((name, regs) -> features.add(new RegisterFeature(name, types(regs), regs)));
    String system = device.architecture().startsWith(RISC_V) ? "none" : "";
    return new TargetDescription(device.architecture(), system, features).toXml();
  }

  /** What registers need that hold several numbers: {@code vector8x32} is eight of 32 bits. */
  private static List<RegisterType> types(List<Register> registers) {
    return registers.stream()
        .map(register -> VECTOR.matcher(register.type()))
        .filter(Matcher::matches)
        .<RegisterType>map(
            vector ->
                new RegisterType.VectorType(
                    vector.group(), "uint" + vector.group(2), Integer.parseInt(vector.group(1))))
        .distinct()
        .toList();
  }

  private static Register describe(RegisterInfo info) {
    Register register =
        new Register(info.name(), info.bits(), info.number(), info.type()).withLldb(forLldb(info));
    if (info.feature().endsWith(FPU)) {
      return register.inGroup("float");
    }
    if (info.feature().startsWith(STANDARD_FEATURES)) {
      return register.inGroup("general");
    }
    return register.inGroup("gpu").notSaved();
  }

  private static LldbAttributes forLldb(RegisterInfo info) {
    if (!info.feature().startsWith(STANDARD_FEATURES + RISC_V)
        && info.feature().startsWith(STANDARD_FEATURES)) {
      return new LldbAttributes("", "", "uint", "hex", Register.NONE);
    }
    boolean real = info.type().startsWith("ieee");
    return new LldbAttributes(
        "",
        GENERIC_ROLES.getOrDefault(info.name(), ""),
        real ? "ieee754" : "uint",
        real ? "float" : "hex",
        dwarfNumber(info, real));
  }

  private static int dwarfNumber(RegisterInfo info, boolean real) {
    if (info.number() < DWARF_X) {
      return info.number();
    }
    int afterPc = info.number() - DWARF_X - 1;
    return real && afterPc >= 0 ? DWARF_F + afterPc : Register.NONE;
  }
}
