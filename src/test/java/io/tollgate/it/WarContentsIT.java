package io.tollgate.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** What is in the WAR and in the library, with sizes; and that nothing is which would meet a container's or application's own. */
class WarContentsIT {
    private static final Path WAR = built("tollgate.war");
    private static final Path LIBRARY = built("tollgate-lib.jar");

    /** All that the library holds of others; a name here is a decision. */
    private static final List<String> RELOCATED = List.of(
            "aopalliance",
            "benmanes",
            "codahale",
            "fasterxml",
            "glassfish",
            "ipaddr",
            "jakarta",
            "jersey",
            "jetty",
            "jte",
            "jvnet",
            "password4j",
            "prometheus",
            "research",
            "slf4j",
            "snakeyaml",
            "xbill");

    @Test
    void theWarHoldsItsDescriptorAndTheLibrary() throws IOException {
        assertEquals(List.of("META-INF/MANIFEST.MF", "WEB-INF/lib/tollgate-lib.jar", "WEB-INF/web.xml"), files(WAR));
        print("WEB-INF/lib/tollgate-lib.jar", Files.size(LIBRARY));
        print("tollgate.war", Files.size(WAR));
        print("tollgate.jar", Files.size(built("tollgate.jar")));
    }

    @Test
    void everyClassOfTheLibraryIsUnderANameOfOurs() throws IOException {
        assertEquals(List.of(), classes(name -> !name.startsWith("io/tollgate/")));
    }

    @Test
    void theLibraryHoldsJustTheseOfOthers() throws IOException {
        Map<String, Long> sizes = new TreeMap<>();
        try (ZipFile zip = new ZipFile(LIBRARY.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                String name = entry.getName();
                if (name.startsWith("io/tollgate/lib/") && name.endsWith(".class")) {
                    sizes.merge(name.split("/", 5)[3], entry.getCompressedSize(), Long::sum);
                }
            }
        }
        sizes.forEach((name, size) -> print("io.tollgate.lib." + name, size));

        assertEquals(RELOCATED, List.copyOf(sizes.keySet()));
    }

    @Test
    void neitherJettysServerNorTheCommandIsInIt() throws IOException {
        List<String> foreign = classes(name -> name.startsWith("io/tollgate/lib/jetty/server/")
                || name.startsWith("io/tollgate/lib/jetty/ee10/servlet/")
                || name.startsWith("io/tollgate/lib/jetty/http2/server/")
                || name.startsWith("io/tollgate/boot/jar/")
                || name.contains("picocli"));

        assertEquals(List.of(), foreign);
        assertTrue(classes(name -> name.equals("io/tollgate/lib/jetty/ee10/proxy/AsyncProxyServlet.class"))
                        .size()
                == 1);
    }

    @Test
    void noContainerFindsAnythingOfItsOwnToStart() throws IOException {
        List<String> found = files(LIBRARY).stream()
                .filter(name -> name.startsWith("META-INF/services/") && !name.contains("io.tollgate.lib."))
                .toList();

        assertEquals(List.of(), found);
    }

    /** The library for DNS would have the runtime look up every name of the process by it. */
    @Test
    void theRuntimesOwnWayOfLookingUpNamesStays() throws IOException {
        for (Path archive : List.of(LIBRARY, built("tollgate.jar"))) {
            assertEquals(
                    List.of(),
                    files(archive).stream()
                            .filter(name -> name.contains("InetAddressResolverProvider")
                                    || name.contains("NameServiceDescriptor"))
                            .toList());
        }
    }

    private static List<String> classes(Predicate<String> wanted) throws IOException {
        return files(LIBRARY).stream()
                .filter(name -> name.endsWith(".class"))
                .filter(wanted)
                .toList();
    }

    private static List<String> files(Path archive) throws IOException {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            return Collections.list(zip.entries()).stream()
                    .map(ZipEntry::getName)
                    .filter(name -> !name.endsWith("/"))
                    .sorted()
                    .toList();
        }
    }

    private static Path built(String name) {
        return Path.of(Objects.requireNonNull(System.getProperty("tollgate.build"), "run by Maven, after package"))
                .resolve(name);
    }

    private static void print(String name, long bytes) {
        System.out.printf("%,12d  %s%n", bytes, name);
    }
}
