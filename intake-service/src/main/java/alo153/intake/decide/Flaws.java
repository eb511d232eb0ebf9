package alo153.intake.decide;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong, so that the sender hears all of it at once. */
final class Flaws {
  private final List<Flaw> found = new ArrayList<>();

  void add(String pointer, String code, String tr, String en) {
    found.add(new Flaw(pointer, code, tr, en));
  }

  boolean none() {
    return found.isEmpty();
  }

  List<Flaw> all() {
    return List.copyOf(found);
  }
}
