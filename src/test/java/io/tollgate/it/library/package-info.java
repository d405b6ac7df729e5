/** The library in front of applications as people have them: the examples, built and run as their README says. */
@NullMarked
package io.tollgate.it.library;

import org.jspecify.annotations.NullMarked;
