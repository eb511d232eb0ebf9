package alo153.city;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All the ways to say no. */
public final class ReasonCodes {
  private final Map<String, Reason> byCode = new LinkedHashMap<>();

  ReasonCodes(List<Reason> reasons) {
    for (Reason reason : reasons) {
      if (byCode.put(reason.code(), reason) != null) {
        throw new CityPackException(
            PackFiles.REASONS + ": the reason '" + reason.code() + "' stands there twice");
      }
    }
  }

  public Optional<Reason> find(String code) {
    return Optional.ofNullable(byCode.get(code));
  }

  /** What a department may say. */
  public List<Reason> refusals() {
    return of(Reason.Use.REFUSE);
  }

  /** What the desk may say. */
  public List<Reason> declines() {
    return of(Reason.Use.DECLINE);
  }

  private List<Reason> of(Reason.Use use) {
    return byCode.values().stream().filter(reason -> reason.use() == use).toList();
  }
}
