/**
 * Who may operate Tollgate: accounts, sessions, tokens against forged requests. The page is in {@code
 * ui}, the REST interface in {@code rest}.
 */
@NullMarked
package io.tollgate.admin;

import org.jspecify.annotations.NullMarked;
