package org.gpugdb.protocol.feature;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import org.gpugdb.protocol.wire.Hex;
import org.gpugdb.protocol.wire.RspLimits;

/** Finds what holds between a server that offers some features and a client that announces some. */
public final class FeatureNegotiator {
  private final Set<Feature> offered;

  /**
   * What holds for a connection.
   *
   * @param client who is at the other end
   * @param features what the server announces, in a set that does not change
   * @param announcement the server's answer, as text
   */
  public record Agreement(ClientKind client, Set<Feature> features, String announcement) {
    /** Copies the set. */
    public Agreement {
      features = Set.copyOf(features);
    }

    /** Whether {@code feature} holds. */
    public boolean has(Feature feature) {
      return features.contains(feature);
    }
  }

  /** A negotiator for a server that offers {@code offered}. */
  public FeatureNegotiator(Set<Feature> offered) {
    this.offered = Set.copyOf(offered);
  }

  /** What holds for a client that has not announced anything, as before it did. */
  public Agreement withoutAnnouncement() {
    return negotiate(List.of());
  }

  /** What holds for a client that announced these words. */
  public Agreement negotiate(List<String> announcements) {
    FeatureSet announced = FeatureSet.parse(announcements);
    ClientKind client = ClientKind.of(announced);
    Set<Feature> agreed = EnumSet.noneOf(Feature.class);
    StringJoiner words = new StringJoiner(";");
    words.add("PacketSize=" + Hex.toHex(RspLimits.PACKET_SIZE));
    for (Feature feature : Feature.values()) {
      if (offered.contains(feature) && feature.holdsFor(client, announced)) {
        agreed.add(feature);
        words.add(feature.word() + "+");
      }
    }
    return new Agreement(client, agreed, words.toString());
  }
}
