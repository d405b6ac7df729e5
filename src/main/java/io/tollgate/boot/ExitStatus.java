package io.tollgate.boot;

/** What the command's exit status tells a script. */
public enum ExitStatus {
    /** All went well. */
    OK(0),
    /** A failure of any other kind, wrong usage included. */
    FAILURE(1),
    /** The configuration is refused. */
    REFUSED(2),
    /** An address is taken or not allowed. */
    ADDRESS(3);

    private final int code;

    ExitStatus(int code) {
        this.code = code;
    }

    /** The process's exit status. */
    public int code() {
        return code;
    }
}
