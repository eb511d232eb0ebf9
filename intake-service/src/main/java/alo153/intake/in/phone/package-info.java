/** The door of the telephone: call events of the call centre and what its clerks write down. */
@NullMarked
package alo153.intake.in.phone;

import org.jspecify.annotations.NullMarked;
