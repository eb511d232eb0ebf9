@NullMarked
package alo153.proving.simulators;

import org.jspecify.annotations.NullMarked;
