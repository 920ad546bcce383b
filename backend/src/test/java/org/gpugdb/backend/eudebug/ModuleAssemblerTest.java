package org.gpugdb.backend.eudebug;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ModuleAssemblerTest {
  private static final ModuleAssembler.Key KEY = new ModuleAssembler.Key(1, 2);

  private final ModuleAssembler modules = new ModuleAssembler();

  @Test
  void isLoadedWithItsLastSegmentAtTheLowestAddress() {
    assertThat(modules.mapped(KEY, 3, 0x3000, 0x1000)).isEmpty();
    assertThat(modules.mapped(KEY, 3, 0x1000, 0x1000)).isEmpty();
    assertThat(modules.mapped(KEY, 3, 0x2000, 0x1000)).hasValue(0x1000);
  }

  @Test
  void isLoadedOnlyOnce() {
    assertThat(modules.mapped(KEY, 1, 0x1000, 0x1000)).hasValue(0x1000);
    assertThat(modules.mapped(KEY, 1, 0x1000, 0x1000)).isEmpty();
  }

  @Test
  void isUnloadedWithItsLastSegment() {
    modules.mapped(KEY, 2, 0x1000, 0x1000);
    modules.mapped(KEY, 2, 0x2000, 0x1000);
    assertThat(modules.unmapped(0x1000, 0x1000)).isEmpty();
    assertThat(modules.unmapped(0x2000, 0x1000)).containsExactly(KEY);
    assertThat(modules.mapped(KEY, 1, 0x1000, 0x1000)).hasValue(0x1000);
  }

  @Test
  void isLoadedAsLongAsAnythingOfItIsMapped() {
    modules.mapped(KEY, 2, 0x1000, 0x1000);
    modules.mapped(KEY, 2, 0x2000, 0x3000);
    assertThat(modules.unmapped(0x0, 0x3000)).isEmpty();
    assertThat(modules.ranges())
        .containsExactly(new AddressMap.Range(0x3000, 0x2000, RangeUse.CODE));
    assertThat(modules.unmapped(0x3800, 0x1800)).isEmpty();
    assertThat(modules.unmapped(0x3000, 0x800)).containsExactly(KEY);
  }

  @Test
  void incompleteModuleDisappearsSilently() {
    modules.mapped(KEY, 2, 0x1000, 0x1000);
    assertThat(modules.unmapped(0, 0x10000)).isEmpty();
  }

  @Test
  void neighboursAreNotTouched() {
    modules.mapped(KEY, 1, 0x1000, 0x1000);
    assertThat(modules.unmapped(0x2000, 0x1000)).isEmpty();
    assertThat(modules.unmapped(0, 0x1000)).isEmpty();
  }

  @Test
  void modulesWithTheSameFileAreKeptApart() {
    ModuleAssembler.Key other = new ModuleAssembler.Key(1, 3);
    assertThat(modules.mapped(KEY, 1, 0x1000, 0x1000)).hasValue(0x1000);
    assertThat(modules.mapped(other, 1, 0x8000, 0x1000)).hasValue(0x8000);
    assertThat(modules.unmapped(0x8000, 0x1000)).containsExactly(other);
  }
}
