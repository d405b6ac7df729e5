package io.tollgate.admin.auth;

import java.io.IOException;

/** Accounts cannot change now, because another process is about to take over; nothing has changed. */
public final class AccountsPausedException extends IOException {
    private static final long serialVersionUID = 1L;

    AccountsPausedException() {
        super("this Tollgate is just being replaced by another process");
    }
}
