/** Citizens and adapters under load, who write down what they asked and what they were told. */
@NullMarked
package alo153.proving.load;

import org.jspecify.annotations.NullMarked;
