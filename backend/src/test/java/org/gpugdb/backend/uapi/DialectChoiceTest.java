package org.gpugdb.backend.uapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DialectChoiceTest {
  private static final String NODE = "/dev/dri/renderD129";
  private static final String DIRECTORY = "/sys/class/drm/renderD129/device/";

  private final Map<String, String> files = new TreeMap<>();

  private DialectChoice choice() {
    return DialectChoice.of(path -> Optional.ofNullable(files.get(path)), NODE);
  }

  private DialectChoice choice(String enableSwitch, String version) {
    files.put(DIRECTORY + enableSwitch, "1\n");
    files.put("/sys/module/xe/version", version);
    return choice();
  }

  @ParameterizedTest
  @CsvSource({
    "6.17.13.47, prelim",
    "6.17.13.48, prelim",
    "6.17.14.1, prelim",
    "6.18.0.3, prelim",
    "v6.17.13.47-dkms, prelim",
    "xe 6.17.13.100 (backport), prelim",
    "6.17.13.46, prelim-2025",
    "6.17.1.9, prelim-2025",
  })
  void theReleaseTellsTheDriverPackagesDialects(String version, String name)
      throws UnknownDialectException {
    assertThat(choice("prelim_enable_eudebug", version + "\n").dialect().name()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "6.17", "6.17.13", "6.14.9.80", "1.2.3.4.5", "eudebug-v5", "now"})
  void refusesADriverPackageThatDoesNotTellItsRelease(String version) {
    assertThatThrownBy(choice("prelim_enable_eudebug", version)::dialect)
        .isInstanceOf(UnknownDialectException.class)
        .hasMessage(
            "the driver's version, '%s', does not tell the dialect behind prelim_enable_eudebug:"
                + " name it with the option dialect (prelim, prelim-2025)",
            version);
  }

  @Test
  void refusesAPostedVersionThatDoesNotSayWhich() {
    files.put(DIRECTORY + "enable_eudebug", "1");

    assertThatThrownBy(choice()::dialect)
        .hasMessage(
            "the driver's version, which it does not show, does not tell the dialect behind"
                + " enable_eudebug: name it with the option dialect (v3, igt, v5, documented)");
    assertThatThrownBy(choice("enable_eudebug", "6.17.13.47")::dialect)
        .isInstanceOf(UnknownDialectException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"v3", "igt", "v5", "documented"})
  void aPostedVersionMayBeNamedByTheDriverOrByTheUser(String name) throws UnknownDialectException {
    assertThat(choice("enable_eudebug", "xe eudebug-" + name + "\n").dialect().name())
        .isEqualTo(name);
    assertThat(choice("enable_eudebug", "").dialect(name).name()).isEqualTo(name);
  }

  @Test
  void everyDialectIsToldByItsOwnVersion() throws UnknownDialectException {
    for (Dialect dialect : Dialect.ALL) {
      files.clear();
      assertThat(choice(dialect.enableSwitch(), dialect.since()).dialect()).isEqualTo(dialect);
    }
  }

  @Test
  void aNamedDialectMustFitTheSwitch() {
    DialectChoice prelim = choice("prelim_enable_eudebug", "");

    assertThatThrownBy(() -> prelim.dialect("v5"))
        .hasMessage(
            "the device does not speak v5: it has prelim_enable_eudebug, not enable_eudebug");
    assertThatThrownBy(() -> prelim.dialect("v4"))
        .hasMessage(
            "there is no dialect 'v4' (expected one of prelim, prelim-2025, v3, igt, v5,"
                + " documented)");
  }

  @Test
  void withoutASwitchThereIsNoInterface() {
    files.put("/sys/module/xe/version", "6.17.13.47");

    assertThatThrownBy(choice()::dialect).hasMessageStartingWith("the GPU's driver has no debug");
    assertThatThrownBy(() -> choice().dialect("prelim"))
        .hasMessageStartingWith("the GPU's driver has no debug");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, enable_eudebug",
    "1, 0, enable_eudebug",
    "0, 1, prelim_enable_eudebug",
    "0, 0, enable_eudebug",
  })
  void ofTwoSwitchesTheOneThatIsOnCounts(String posted, String prelim, String counts) {
    files.put(DIRECTORY + "enable_eudebug", posted);
    files.put(DIRECTORY + "prelim_enable_eudebug", prelim);

    assertThat(choice().switches()).hasSize(2).first().isEqualTo(counts);
  }
}
