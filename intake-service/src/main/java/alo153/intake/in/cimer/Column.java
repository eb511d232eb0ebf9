package alo153.intake.in.cimer;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The columns we understand, under the names they go by. */
enum Column {
  NUMBER("basvuruno", "basvurunumarasi", "cimerno", "cimerbasvuruno", "no"),
  DATE("tarih", "basvurutarihi", "basvurutarihsaat"),
  TYPE("tur", "basvuruturu", "turu", "basvurutipi"),
  SUBJECT("konu", "basvurukonusu", "baslik"),
  TEXT("metin", "basvurumetni", "icerik", "aciklama", "basvuruicerigi"),
  NAME("adsoyad", "adisoyadi", "basvurusahibi", "basvuran", "advesoyad"),
  FIRST_NAME("ad", "adi"),
  LAST_NAME("soyad", "soyadi"),
  NATIONAL_ID("tckn", "tcno", "tckimlikno", "kimlikno"),
  PHONE("telefon", "telefonno", "tel", "cep", "ceptelefonu", "gsm"),
  EMAIL("eposta", "epostaadresi", "email", "mail"),
  /** Where the applicant lives, not where it happened. */
  ADDRESS("adres", "acikadres", "ikametadresi"),
  DISTRICT("ilce"),
  NEIGHBOURHOOD("mahalle"),
  PLACE("olayyeri", "olayadresi", "olayyeriadresi", "konum"),
  PLACE_DISTRICT("olayilcesi", "olayyeriilcesi"),
  PLACE_NEIGHBOURHOOD("olaymahallesi", "olayyerimahallesi"),
  HIDDEN("kimlikgizli", "kimlikbilgilerimgizlikalsin", "gizli", "gizlilik");

  private final Set<String> names;

  Column(String... names) {
    this.names = Set.of(names);
  }

  /** The column of a header as written, in whatever case, with or without Turkish letters. */
  static Optional<Column> named(String header) {
    String plain = plain(header);
    return Arrays.stream(values()).filter(column -> column.names.contains(plain)).findFirst();
  }

  /** Only letters and digits, lower case, without Turkish letters. */
  static String plain(String text) {
    String lower =
        text.replace('İ', 'i').replace('I', 'i').replace('ı', 'i').toLowerCase(Locale.ROOT);
    return Normalizer.normalize(lower, Normalizer.Form.NFD).replaceAll("[^a-z0-9]", "");
  }
}
