/**
 * Who may operate Tollgate. {@link io.tollgate.admin.auth.AuthFilter} stands before everything of the
 * admin side and knows three ways in: Basic, Bearer, and a browser's session that {@link
 * io.tollgate.admin.auth.SignInService} opens. {@link io.tollgate.admin.auth.Accounts} keeps names,
 * hashed passwords and hashed tokens in the state folder.
 */
@NullMarked
package io.tollgate.admin.auth;

import org.jspecify.annotations.NullMarked;
