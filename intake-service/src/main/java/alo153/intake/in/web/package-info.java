/** The doors of the web pages, the mobile app and adapters that speak HTTP. */
@NullMarked
package alo153.intake.in.web;

import org.jspecify.annotations.NullMarked;
