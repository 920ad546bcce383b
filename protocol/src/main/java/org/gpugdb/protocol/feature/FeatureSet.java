package org.gpugdb.protocol.feature;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one side announced: {@code word+} supported, {@code word-} not, {@code word?} perhaps,
 * {@code word=value}. Of a word that comes twice the last holds. Unknown words are kept, and
 * harmless.
 */
final class FeatureSet {
  private static final char SUPPORTED = '+';
  private static final String SIGNS = "+-?";

  private final Map<String, Character> signs = new HashMap<>();
  private final Map<String, String> values = new HashMap<>();

  private FeatureSet() {}

  /** Reads announcements; one that is none of the forms above is ignored. */
  static FeatureSet parse(List<String> announcements) {
    FeatureSet set = new FeatureSet();
    for (String announcement : announcements) {
      set.add(announcement);
    }
    return set;
  }

  private void add(String announcement) {
    int equals = announcement.indexOf('=');
    int last = announcement.length() - 1;
    if (equals > 0) {
      values.put(announcement.substring(0, equals), announcement.substring(equals + 1));
    } else if (last > 0 && SIGNS.indexOf(announcement.charAt(last)) >= 0) {
      signs.put(announcement.substring(0, last), announcement.charAt(last));
    }
  }

  /** Whether {@code word} was announced as supported. */
  boolean supports(String word) {
    return signs.getOrDefault(word, '-') == SUPPORTED;
  }

  /** The value announced for {@code word}, if any. */
  Optional<String> value(String word) {
    return Optional.ofNullable(values.get(word));
  }
}
