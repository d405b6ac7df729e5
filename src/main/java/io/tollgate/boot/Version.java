package io.tollgate.boot;

/** Which Tollgate this is. */
public final class Version {
    private Version() {}

    /** This build's version; {@code unpackaged} when it runs from classes. */
    public static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }
}
