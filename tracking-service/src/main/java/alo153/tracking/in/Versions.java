package alo153.tracking.in;

import alo153.tracking.decide.CaseFile;

/** How often a case changed, as staff's pages compare it. */
final class Versions {
  private Versions() {}

  static long of(CaseFile file) {
    return file.state().timeline().size() + file.state().forgotten() + file.pending().size();
  }

  static String etag(CaseFile file) {
    return "\"" + of(file) + "\"";
  }
}
