package org.gpugdb.protocol.command;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.gpugdb.protocol.wire.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets that are known but broken. */
class MalformedPacketTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "m",
        "m,",
        "m10",
        "m10,",
        "m10;4",
        "mx,4",
        "m10000000000000000,4",
        "m10,4z",
        "m-1,4",
        "M10,2:be",
        "M10,2:beefbe",
        "M10,1:b",
        "M10,1:zz",
        "M10,1",
        "M10,ffffffff:00",
        "x10",
        "x10,",
        "X10,2:a",
        "X10,1:ab",
        "X10,1:}",
        "X10,1",
        "X10,ffffffff:a",
        "MultiMemRead:",
        "MultiMemRead:ranges:",
        "MultiMemRead:ranges:;",
        "MultiMemRead:ranges:,",
        "MultiMemRead:ranges:10",
        "MultiMemRead:ranges:10,",
        "MultiMemRead:ranges:10,2",
        "MultiMemRead:ranges:10,2,3;",
        "MultiMemRead:ranges:10,2;blah:;",
        "MultiMemRead:blah:;ranges:10,2;",
        "MultiMemRead:ranges:10,2;options:",
        "qCRC:",
        "qCRC:10",
        "qSearch:memory:10;20",
        "qSearch:memory:10;20;",
        "qSearch:memory:10;20;}",
        "qMemoryRegionInfo:x"
      })
  void rejectsMalformedMemoryPackets(String packet) {
    assertMalformed(packet);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "g;",
        "g;thread:",
        "g;thread:5;5",
        "gx",
        "G0",
        "Gzz",
        "G00;",
        "Gxx",
        "p",
        "px",
        "p80000000",
        "p1;thread",
        "P",
        "P1",
        "P1=0",
        "P1=0g",
        "P=00",
        "QSaveRegisterStatex",
        "QRestoreRegisterState:",
        "QRestoreRegisterState:a",
        "QRestoreRegisterState:4294967296",
        "qRegisterInfo",
        "qRegisterInfox"
      })
  void rejectsMalformedRegisterPackets(String packet) {
    assertMalformed(packet);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cx",
        "c10x",
        "C",
        "Cx",
        "C100",
        "C05;",
        "C05,10",
        "sx",
        "S",
        "S05;x",
        "vCont;",
        "vCont;x",
        "vCont;c:",
        "vCont;c:p",
        "vCont;c:p1.",
        "vCont;c:px.1",
        "vCont;c:p-1.5",
        "vCont;c:-2",
        "vCont;c:8000000000000000",
        "vCont;C:5",
        "vCont;r10:5",
        "vCont;r:5",
        "vCont;c5",
        "vCont;;c",
        "Z0",
        "Z0,10",
        "Z0,,4",
        "Z0,10,",
        "Z00,10,4x",
        "Z0,10,80000000",
        "Z0,10,4;X",
        "Z0,10,4;X3,22",
        "Z0,10,4;X2,22zz",
        "Z0,10,4;Xfffff,22",
        "Z0,10,4;cmds:",
        "Z0,10,4;cmds:2,X1,27",
        "Z0,10,4;cmds:1",
        "Z0,10,4;foo",
        "Z0,10,4X1,27",
        "z0",
        "z0,10",
        "z0,10,4;X1,27",
        "jMultiBreakpoint:",
        "jMultiBreakpoint:{}]",
        "jMultiBreakpoint:[]",
        "jMultiBreakpoint:{\"breakpoint_requests\":5}]",
        "jMultiBreakpoint:{\"breakpoint_requests\":[5]}]",
        "jMultiBreakpoint:{\"breakpoint_requests\":[\"g\"]}]",
        "jMultiBreakpoint:{\"breakpoint_requests\":[\"Z9,0,0\"]}]",
        "jMultiBreakpoint:{\"breakpoint_requests\":[\"jMultiBreakpoint:{}\"]}]",
        "jMultiBreakpoint:{\"breakpoint_requests\":[\"Z0,10,4\"]",
        "jMultiBreakpoint:{\"breakpoint_requests\":[\"Z0,10,4]}]",
        "qWatchpointSupportInfo:x"
      })
  void rejectsMalformedRunControlPackets(String packet) {
    assertMalformed(packet);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Hg",
        "Hgx",
        "Hgp1.5x",
        "Hcp-1.1",
        "Hc-",
        "T",
        "Tp",
        "qThreadExtraInfo,",
        "qThreadStopInfo",
        "qThreadStopInfox",
        "jThreadExtendedInfo:",
        "jThreadExtendedInfo:{}]",
        "jThreadExtendedInfo:{\"thread\":\"5\"}]",
        "jThreadExtendedInfo:{\"thread\":0}]",
        "jThreadExtendedInfo:{\"thread\":-5}]",
        "jThreadExtendedInfo:{\"thread\":5",
        "jThreadExtendedInfo:{\"thread\":5}]}]",
        "jThreadExtendedInfo:{thread:5}]",
        "jThreadExtendedInfo:{\"thread\":[[[[[[[[[[5]]]]]]]]]]}]",
        "jThreadExtendedInfo:{\"\\u12\":5}]",
        "jThreadExtendedInfo:{\"\\x\":5}]",
        "vAttach;",
        "vAttach;x",
        "D;",
        "D;1;",
        "vKill;",
        "vRun;zz",
        "vRun;2f6",
        "R",
        "qAttached:",
        "QNonStop:",
        "QNonStop:2",
        "QNonStop:1x",
        "QThreadEvents:x",
        "qRcmd,6",
        "qRcmd,zz",
        "qRcmd,68;",
        "qXfer:",
        "qXfer:features",
        "qXfer:features:read:",
        "qXfer:features:read:a",
        "qXfer:features:read:a:",
        "qXfer:features:read:a:0",
        "qXfer:features:read:a:0,",
        "qXfer:features:read:a:x,1",
        "qXfer:features:read:0,10",
        "vFile:setfs:",
        "vFile:open:",
        "vFile:open:2f61",
        "vFile:open:2f61,0",
        "vFile:open:2f6,0,0",
        "vFile:open:2f61,80000000,0",
        "vFile:close:",
        "vFile:close:-1",
        "vFile:pread:5",
        "vFile:pread:5,1",
        "vFile:pread:5,1,",
        "vFile:fstat:x",
        "vFile:stat:2",
        "vFile:lstat:zz",
        "vFile:readlink:2f61,"
      })
  void rejectsMalformedOtherPackets(String packet) {
    assertMalformed(packet);
  }

  private static void assertMalformed(String packet) {
    assertThatThrownBy(() -> CommandParser.parse(Bytes.ascii(packet)))
        .isInstanceOf(MalformedPacketException.class)
        .hasMessageMatching("(?s)expected .* at offset \\d+ of \".*\"");
  }

  @Test
  void saysWhatIsWrongAndWhere() {
    assertThatThrownBy(() -> CommandParser.parse(Bytes.ascii("m10;4")))
        .hasMessage("expected ',' at offset 3 of \"m10;4\"");
    assertThatThrownBy(() -> CommandParser.parse(Bytes.ascii("M10,40:" + "0".repeat(200))))
        .hasMessageContaining("...");
  }
}
