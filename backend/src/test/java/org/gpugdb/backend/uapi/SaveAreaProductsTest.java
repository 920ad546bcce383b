package org.gpugdb.backend.uapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Geometry;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Header;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.MalformedHeaderException;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The header's decoding and the address rules against the areas of real products. */
class SaveAreaProductsTest {
  private static final SaveAreaProducts PRODUCTS = new SaveAreaProducts();
  private static final Geometry SMALL = new Geometry(2, 2, 2, 8);

  static List<String> products() {
    return PRODUCTS.names();
  }

  static List<List<String>> addresses() {
    return SaveAreaProducts.rows("save-area-addresses.txt");
  }

  private static Header decoded(Header header) throws MalformedHeaderException {
    ByteBuffer bytes = ByteBuffer.allocate(2048);
    StateSaveAreaLayout.encode(bytes, header);
    return StateSaveAreaLayout.decode(bytes);
  }

  @ParameterizedTest
  @MethodSource("products")
  void headerSurvivesTheTrip(String product) throws MalformedHeaderException {
    Header header = PRODUCTS.header(product, SMALL);
    assertThat(decoded(header)).isEqualTo(header);
  }

  @ParameterizedTest
  @MethodSource("products")
  void setsThatAProductLacksAreNotPresent(String product) throws MalformedHeaderException {
    Header header = decoded(PRODUCTS.header(product, SMALL));
    assertThat(PRODUCTS.absent(product)).isNotEmpty();
    for (Set set : Set.values()) {
      assertThat(header.registers(set).present())
          .as("%s of %s", set, product)
          .isEqualTo(!PRODUCTS.absent(product).contains(set));
    }
  }

  @ParameterizedTest
  @MethodSource("products")
  void setsOfATableDoNotOverlap(String product) {
    Header header = PRODUCTS.header(product, SMALL);
    int end = 0;
    for (RegisterSet set :
        header.registerSets().values().stream()
            .sorted(Comparator.comparingInt(RegisterSet::offset))
            .toList()) {
      assertThat(set.offset()).isGreaterThanOrEqualTo(end);
      end = set.offset() + set.num() * set.bytes();
    }
  }

  @ParameterizedTest
  @MethodSource("addresses")
  void registersAreWhereThePublishedRulesPutThem(List<String> words)
      throws MalformedHeaderException {
    int[] counts = SaveAreaProducts.numbers(words.get(1), "x");
    int[] thread = SaveAreaProducts.numbers(words.get(2), "\\.");
    String register = words.get(3);
    int bracket = register.indexOf('[');
    Set set = Set.valueOf(register.substring(0, bracket).toUpperCase(Locale.ROOT));
    int index = Integer.parseInt(register.substring(bracket + 1, register.length() - 1));

    Geometry geometry = new Geometry(counts[0], counts[1], counts[2], counts[3]);
    Header header = decoded(PRODUCTS.header(words.get(0), geometry));
    long slot = header.slotOffset(geometry.slot(thread[0], thread[1], thread[2], thread[3]));
    long slots = Long.parseLong(words.get(5));

    assertThat(slot + header.registers(set).offset(index)).isEqualTo(Long.parseLong(words.get(4)));
    assertThat(header.slotOffset(geometry.slots())).isEqualTo(slots + header.headerBytes());
    assertThat(header.areaBytes()).isEqualTo((slots + header.headerBytes() + 4095) / 4096 * 4096);
  }
}
