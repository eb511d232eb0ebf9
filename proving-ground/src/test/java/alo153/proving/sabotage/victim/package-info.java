/** What is small enough to show a fault at work without a whole house. */
@NullMarked
package alo153.proving.sabotage.victim;

import org.jspecify.annotations.NullMarked;
