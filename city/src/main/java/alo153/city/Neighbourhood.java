package alo153.city;

import alo153.events.DistrictCode;

/**
 * A neighbourhood (mahalle). Its name alone may not decide the district: many occur in several.
 *
 * @param district where it lies
 * @param name as people write it, without "Mahallesi"
 */
public record Neighbourhood(DistrictCode district, String name) {}
