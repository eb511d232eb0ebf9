/**
 * Who must hear what, and did they: messages to citizens and institutions, and the truth about
 * them.
 */
@NullMarked
package alo153.notification;

import org.jspecify.annotations.NullMarked;
