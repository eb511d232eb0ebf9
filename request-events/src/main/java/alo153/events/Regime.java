package alo153.events;

/** The law or promise that sets a request's clock. */
public enum Regime {
  /** A service request or phone tip: the municipality's own service level of the category. */
  SERVICE,
  /** Dilekçe: a reasoned answer within 30 calendar days (law 3071, art. 7). */
  PETITION_3071,
  /** Bilgi edinme: 15 working days, 30 when another unit is needed (law 4982, art. 11). */
  INFORMATION_4982,
  /** Came by CİMER: 30 calendar days. */
  CIMER,
  /** A data subject's request: 30 calendar days (law 6698, art. 13). */
  KVKK_6698
}
