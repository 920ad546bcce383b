package org.gpugdb.protocol.xml;

import java.util.List;
import org.gpugdb.protocol.wire.Bytes;

/**
 * The registers of a target; see the GDB manual, "Target Descriptions".
 *
 * <p>GDB drops a description whose architecture it does not know, and for a bare RISC-V machine the
 * system must be {@code none}: otherwise GDB takes it for Linux and steps by running everything.
 *
 * @param architecture a name GDB knows, such as {@code riscv:rv64}
 * @param osAbi the operating system, such as {@code none}; empty for the client's default
 * @param features groups of registers, standard ones under their standard names
 */
public record TargetDescription(String architecture, String osAbi, List<RegisterFeature> features) {

  /**
   * Registers that belong together.
   *
   * @param name such as {@code org.gnu.gdb.riscv.cpu}
   * @param types what its registers need beyond the predefined types, each before its first use
   */
  public record RegisterFeature(String name, List<RegisterType> types, List<Register> registers) {
    /** Copies the lists. */
    public RegisterFeature {
      types = List.copyOf(types);
      registers = List.copyOf(registers);
    }
  }

  /** Copies the list. */
  public TargetDescription {
    features = List.copyOf(features);
  }

  /** The document {@code target.xml}. */
  public Bytes toXml() {
    XmlWriter xml = new XmlWriter("target", "gdb-target.dtd");
    xml.attribute("version", "1.0").element("architecture", architecture);
    if (!osAbi.isEmpty()) {
      xml.element("osabi", osAbi);
    }
    for (RegisterFeature feature : features) {
      xml.begin("feature").attribute("name", feature.name());
      feature.types().forEach(type -> write(type, xml));
      feature.registers().forEach(register -> register.write(xml));
      xml.end();
    }
    return xml.finish();
  }

  private static void write(RegisterType type, XmlWriter xml) {
    if (type instanceof RegisterType.VectorType vector) {
      xml.begin("vector").attribute("id", vector.id());
      xml.attribute("type", vector.elementType()).attribute("count", vector.count());
    } else if (type instanceof RegisterType.UnionType union) {
      xml.begin("union").attribute("id", union.id());
      for (RegisterType.Member member : union.members()) {
        xml.begin("field").attribute("name", member.name());
        xml.attribute("type", member.type()).end();
      }
    } else if (type instanceof RegisterType.FlagsType flags) {
      xml.begin("flags").attribute("id", flags.id()).attribute("size", flags.size());
      for (RegisterType.BitField field : flags.fields()) {
        xml.begin("field").attribute("name", field.name()).attribute("start", field.start());
        xml.attribute("end", field.end()).optional("type", field.type()).end();
      }
    } else if (type instanceof RegisterType.EnumType choice) {
      xml.begin("enum").attribute("id", choice.id()).attribute("size", choice.size());
      for (RegisterType.EnumValue value : choice.values()) {
        xml.begin("evalue").attribute("name", value.name());
        xml.attribute("value", value.value()).end();
      }
    }
    xml.end();
  }
}
