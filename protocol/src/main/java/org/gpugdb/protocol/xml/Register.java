package org.gpugdb.protocol.xml;

/**
 * One register of a target description.
 *
 * @param name as the user types it
 * @param bitSize in bits, a multiple of 8
 * @param number the one that register packets carry, and the order within the general block
 * @param type a predefined type or one of the feature's, such as {@code uint64}, {@code code_ptr}
 * @param group {@code general}, {@code float}, {@code vector} or one's own; may be empty
 * @param saved whether calling a function from the debugger saves and restores it
 * @param lldb what only LLDB reads
 */
public record Register(
    String name,
    int bitSize,
    int number,
    String type,
    String group,
    boolean saved,
    LldbAttributes lldb) {

  /** No number given. */
  public static final int NONE = -1;

  /**
   * What LLDB reads of a register; empty and {@link #NONE} leave an attribute out.
   *
   * @param altName a second name
   * @param generic its role: {@code pc}, {@code sp}, {@code fp}, {@code ra}, {@code arg1}…
   * @param encoding {@code uint}, {@code sint}, {@code ieee754} or {@code vector}
   * @param format how to show it, such as {@code hex}
   * @param dwarfNumber its number in debug information
   */
  public record LldbAttributes(
      String altName, String generic, String encoding, String format, int dwarfNumber) {
    /** Nothing for LLDB. */
    public static final LldbAttributes NOTHING = new LldbAttributes("", "", "", "", NONE);
  }

  /** Rejects sizes that are not whole bytes and negative numbers. */
  public Register {
    if (bitSize <= 0 || bitSize % 8 != 0 || number < 0) {
      throw new IllegalArgumentException(
          name
              + ": got "
              + bitSize
              + " bits, number "
              + number
              + " (expected whole bytes, from 0)");
    }
  }

  /** A register of the general group that is saved, with nothing for LLDB. */
  public Register(String name, int bitSize, int number, String type) {
    this(name, bitSize, number, type, "", true, LldbAttributes.NOTHING);
  }

  /** This register, in a group. */
  public Register inGroup(String newGroup) {
    return new Register(name, bitSize, number, type, newGroup, saved, lldb);
  }

  /** This register, left alone when a function is called from the debugger. */
  public Register notSaved() {
    return new Register(name, bitSize, number, type, group, false, lldb);
  }

  /** This register, with attributes for LLDB. */
  public Register withLldb(LldbAttributes newLldb) {
    return new Register(name, bitSize, number, type, group, saved, newLldb);
  }

  void write(XmlWriter xml) {
    xml.begin("reg").attribute("name", name).attribute("bitsize", bitSize);
    xml.attribute("regnum", number).optional("type", type).optional("group", group);
    if (!saved) {
      xml.attribute("save-restore", "no");
    }
    xml.optional("altname", lldb.altName()).optional("generic", lldb.generic());
    xml.optional("encoding", lldb.encoding()).optional("format", lldb.format());
    if (lldb.dwarfNumber() != NONE) {
      xml.attribute("dwarf_regnum", lldb.dwarfNumber());
    }
    xml.end();
  }
}
