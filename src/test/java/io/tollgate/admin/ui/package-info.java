/** Tests of the operator's page: its records by mocks, its looks in a real browser over a made-up site. */
@NullMarked
package io.tollgate.admin.ui;

import org.jspecify.annotations.NullMarked;
