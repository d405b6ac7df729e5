/** Who may operate Tollgate: accounts with hashed passwords, sign-ins, and tokens against forged requests. */
@NullMarked
package io.tollgate.admin.auth;

import org.jspecify.annotations.NullMarked;
