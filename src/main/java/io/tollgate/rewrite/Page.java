package io.tollgate.rewrite;

/** A page that is sent as it was read. Immutable, as long as nobody writes to its bytes. */
public final class Page {
    private final byte[] bytes;
    private final String mediaType;

    Page(byte[] bytes, String mediaType) {
        this.bytes = bytes;
        this.mediaType = mediaType;
    }

    /** All of it; shared, not to be written to. */
    public byte[] bytes() {
        return bytes;
    }

    public String mediaType() {
        return mediaType;
    }
}
