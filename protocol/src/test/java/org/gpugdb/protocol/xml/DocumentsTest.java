package org.gpugdb.protocol.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.gpugdb.protocol.wire.Bytes;
import org.gpugdb.protocol.wire.Ptid;
import org.gpugdb.protocol.xml.LibraryListDocument.Library;
import org.gpugdb.protocol.xml.LibraryListDocument.Unit;
import org.gpugdb.protocol.xml.MemoryMapDocument.Range;
import org.gpugdb.protocol.xml.Register.LldbAttributes;
import org.gpugdb.protocol.xml.RegisterType.BitField;
import org.gpugdb.protocol.xml.RegisterType.EnumType;
import org.gpugdb.protocol.xml.RegisterType.EnumValue;
import org.gpugdb.protocol.xml.RegisterType.FlagsType;
import org.gpugdb.protocol.xml.RegisterType.Member;
import org.gpugdb.protocol.xml.RegisterType.UnionType;
import org.gpugdb.protocol.xml.RegisterType.VectorType;
import org.gpugdb.protocol.xml.TargetDescription.RegisterFeature;
import org.gpugdb.protocol.xml.ThreadListDocument.ListedThread;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXParseException;

class DocumentsTest {
  /** Parses and validates against the document type that the document names. */
  private static Element parse(Bytes xml) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setValidating(true);
    DocumentBuilder builder = factory.newDocumentBuilder();
    builder.setEntityResolver(
        (publicId, systemId) ->
            new InputSource(resource(systemId.substring(systemId.lastIndexOf('/') + 1))));
    builder.setErrorHandler(new Strict());
    return builder.parse(new ByteArrayInputStream(xml.toArray())).getDocumentElement();
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(DocumentsTest.class.getResourceAsStream(name), name);
  }

  private static final class Strict implements ErrorHandler {
    @Override
    public void warning(SAXParseException exception) throws SAXParseException {
      throw exception;
    }

    @Override
    public void error(SAXParseException exception) throws SAXParseException {
      throw exception;
    }

    @Override
    public void fatalError(SAXParseException exception) throws SAXParseException {
      throw exception;
    }
  }

  private static Element child(Element parent, String name, int index) {
    return (Element) parent.getElementsByTagName(name).item(index);
  }

  private static TargetDescription description() {
    List<Register> integers = new ArrayList<>();
    for (int number = 0; number < 32; number++) {
      integers.add(new Register("x" + number, 64, number, number == 2 ? "data_ptr" : "int"));
    }
    integers.set(
        1,
        new Register("ra", 64, 1, "code_ptr")
            .withLldb(new LldbAttributes("x1", "ra", "uint", "hex", 1)));
    integers.add(
        new Register("pc", 64, 32, "code_ptr")
            .withLldb(new LldbAttributes("", "pc", "", "", Register.NONE)));
    RegisterFeature cpu = new RegisterFeature("org.gnu.gdb.riscv.cpu", List.of(), integers);
    RegisterFeature gpu =
        new RegisterFeature(
            "org.gpugdb.test",
            List.of(
                new VectorType("v4f", "ieee_single", 4),
                new VectorType("v2d", "ieee_double", 2),
                new UnionType("v128", List.of(new Member("f", "v4f"), new Member("d", "v2d"))),
                new EnumType(
                    "mode", 4, List.of(new EnumValue("idle", 0), new EnumValue("busy", 1))),
                new FlagsType(
                    "state",
                    4,
                    List.of(
                        new BitField("at_barrier", 0, 0, ""), new BitField("mode", 1, 2, "mode")))),
            List.of(
                new Register("v0", 128, 100, "v128").inGroup("vector"),
                new Register("state", 32, 101, "state").inGroup("gpu").notSaved()));
    return new TargetDescription("riscv:rv64", "none", List.of(cpu, gpu));
  }

  @Test
  void describesATarget() throws Exception {
    Bytes xml = description().toXml();
    Bytes golden = Bytes.copyOf(resource("target.xml").readAllBytes());
    assertThat(xml.decodeUtf8().replace("><", ">\n<")).isEqualTo(golden.decodeUtf8());
    parse(xml);
  }

  @Test
  void leavesTheSystemToTheClient() throws Exception {
    Element target = parse(new TargetDescription("riscv:rv64", "", List.of()).toXml());
    assertThat(target.getElementsByTagName("osabi").getLength()).isZero();
  }

  @Test
  void rejectsRegistersThatAreNotWholeBytes() {
    assertThatThrownBy(() -> new Register("x", 1, 0, "")).hasMessageContaining("x: got 1 bits");
    assertThatThrownBy(() -> new Register("x", 8, -1, "")).hasMessageContaining("number -1");
  }

  @Test
  void listsThreads() throws Exception {
    ThreadListDocument list =
        new ThreadListDocument(
            List.of(
                new ListedThread(new Ptid(1, 0x1f), 3, "eu<0>", "wg \"(4,0,0)\" & more\u0001"),
                new ListedThread(new Ptid(2, 1), ThreadListDocument.NO_CORE, "", "")));
    Element threads = parse(list.toXml(true));
    Element first = child(threads, "thread", 0);
    assertThat(first.getAttribute("id")).isEqualTo("p1.1f");
    assertThat(first.getAttribute("core")).isEqualTo("3");
    assertThat(first.getAttribute("name")).isEqualTo("eu<0>");
    assertThat(first.getTextContent()).isEqualTo("wg \"(4,0,0)\" & more\ufffd");
    Element second = child(threads, "thread", 1);
    assertThat(second.hasAttribute("core")).isFalse();
    assertThat(second.hasAttribute("name")).isFalse();
    Element plain = parse(list.toXml(false));
    assertThat(child(plain, "thread", 0).getAttribute("id")).isEqualTo("1f");
  }

  @Test
  void acceptsAnEmptyThreadList() throws Exception {
    assertThat(parse(new ThreadListDocument(List.of()).toXml(true)).getTagName())
        .isEqualTo("threads");
  }

  @Test
  void listsLibraries() throws Exception {
    Element libraries =
        parse(
            new LibraryListDocument(
                    List.of(
                        new Library("/gpu/a&b.elf", Unit.SEGMENT, List.of(0x1000L, -0x1000L)),
                        new Library("/gpu/c.elf", Unit.SECTION, List.of(0L))))
                .toXml());
    Element first = child(libraries, "library", 0);
    assertThat(first.getAttribute("name")).isEqualTo("/gpu/a&b.elf");
    assertThat(child(first, "segment", 1).getAttribute("address")).isEqualTo("0xfffffffffffff000");
    assertThat(child(libraries, "section", 0).getAttribute("address")).isEqualTo("0x0");
    assertThatThrownBy(() -> new Library("/x", Unit.SEGMENT, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void mapsMemory() throws Exception {
    Element map =
        parse(
            new MemoryMapDocument(
                    List.of(
                        new Range(0xffffffff00000000L, 0x1000, true), new Range(0, 0x10, false)))
                .toXml());
    Element ram = child(map, "memory", 0);
    assertThat(ram.getAttribute("type")).isEqualTo("ram");
    assertThat(ram.getAttribute("start")).isEqualTo("0xffffffff00000000");
    assertThat(ram.getAttribute("length")).isEqualTo("0x1000");
    assertThat(child(map, "memory", 1).getAttribute("type")).isEqualTo("rom");
  }

  @Test
  void tabulatesSystemData() throws Exception {
    OsDataDocument table =
        new OsDataDocument(
            "processes", List.of("pid", "command"), List.of(List.of("1", "a b"), List.of("2", "")));
    Element osdata = parse(table.toXml());
    assertThat(osdata.getAttribute("type")).isEqualTo("processes");
    Element column = child(osdata, "column", 1);
    assertThat(column.getAttribute("name")).isEqualTo("command");
    assertThat(column.getTextContent()).isEqualTo("a b");
    assertThatThrownBy(() -> new OsDataDocument("x", List.of("a"), List.of(List.of())))
        .hasMessage("got 0 values (expected 1)");
  }

  @Test
  void survivesEveryCharacter() throws Exception {
    StringBuilder text = new StringBuilder();
    for (int c = 0; c <= 0x11000; c++) {
      text.appendCodePoint(c);
    }
    text.append('\udc00').append('\ud800');
    OsDataDocument table =
        new OsDataDocument("x", List.of(text.toString()), List.of(List.of(text.toString())));
    Element column = child(parse(table.toXml()), "column", 0);
    String expected =
        text.codePoints()
            .map(c -> DocumentsTest.isXml(c) ? c : 0xfffd)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    assertThat(column.getTextContent()).isEqualTo(expected);
    assertThat(column.getAttribute("name")).isEqualTo(expected);
  }

  private static boolean isXml(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || (c >= 0x20 && c < 0xd800)
        || (c >= 0xe000 && c < 0xfffe)
        || c >= 0x10000;
  }
}
