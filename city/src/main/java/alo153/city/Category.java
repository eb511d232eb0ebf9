package alo153.city;

import alo153.events.BilingualText;
import alo153.events.CategoryCode;
import alo153.events.Kind;
import alo153.events.OwnerCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A topic of requests.
 *
 * @param code its code
 * @param name in words
 * @param group the code of the group it is shown under
 * @param keywords folded words and phrases that speak for it
 * @param defaultKind what people usually want; null when there is no usual
 * @param owner who usually has it, where one owner has it in the whole city; null otherwise
 * @param serviceLevel what is promised
 */
public record Category(
    CategoryCode code,
    BilingualText name,
    String group,
    List<String> keywords,
    @Nullable Kind defaultKind,
    @Nullable OwnerCode owner,
    ServiceLevel serviceLevel) {
  public Category {
    keywords = Lists.copy(keywords).stream().map(TurkishText::fold).distinct().toList();
  }
}
