/** One real request through every door, shown step by step. */
@NullMarked
package alo153.proving.demo;

import org.jspecify.annotations.NullMarked;
