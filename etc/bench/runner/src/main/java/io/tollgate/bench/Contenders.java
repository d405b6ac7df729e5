package io.tollgate.bench;

import io.tollgate.bench.Contender.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** How each contender is started. Every one is set up as its own handbook has it, with an access log where it has one. */
final class Contenders {
    /** All that others are measured against. */
    static final String BASE = "nginx";

    static final String TOLLGATE = "tollgate";

    private static final List<Contender> ALL = List.of(
            nginx(BASE, false, "${dir}/nginx.log combined buffer=64k flush=1s"),
            nginx("nginx-quiet", true, "off"),
            haproxy(),
            apache(),
            caddy(),
            peer("undertow", "io.undertow:undertow-core", "UndertowPeer", true),
            peer("vertx", "io.vertx:vertx-http-proxy", "VertxPeer", true),
            peer("spring", "org.springframework.cloud:spring-cloud-gateway", "SpringPeer", false),
            peer("stock", "Jetty's AsyncProxyServlet", "StockPeer", true),
            tollgate(TOLLGATE, false, "tollgate.yaml"),
            tollgate("tollgate-bare", true, "tollgate-bare.yaml"),
            tollgate("tollgate-portable", false, "tollgate.yaml", "--portable"),
            tomcatWithTollgate(),
            tomcatAlone());

    private static final Properties VERSIONS = versions();

    private Contenders() {}

    static List<String> names() {
        return ALL.stream().map(Contender::name).toList();
    }

    static Contender named(String name) {
        return ALL.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new BenchException("there is no contender " + name + "; there are " + names()));
    }

    private static Contender nginx(String name, boolean aside, String log) {
        return nativeCode(name, aside, () -> Machine.output("nginx", "-v").strip(), (site, ports) -> {
            Path config = site.write(
                    "nginx.conf",
                    name + ".conf",
                    with(ports, "log", log.replace("${dir}", site.dir().toString())));
            return List.of("nginx", "-c", config.toString());
        });
    }

    private static Contender haproxy() {
        return nativeCode("haproxy", false, () -> firstLine(Machine.output("haproxy", "-v")), (site, ports) -> {
            Path config = site.write("haproxy.cfg", "haproxy.cfg", with(ports));
            return List.of("haproxy", "-db", "-f", config.toString());
        });
    }

    private static Contender apache() {
        return nativeCode("apache", false, () -> firstLine(Machine.output("apache2", "-v")), (site, ports) -> {
            Path config = site.write("apache.conf", "apache.conf", with(ports, "modules", "/usr/lib/apache2/modules"));
            return List.of("apache2", "-f", config.toString(), "-DFOREGROUND");
        });
    }

    private static Contender caddy() {
        return nativeCode(
                "caddy", false, () -> Machine.output("caddy", "version").strip(), (site, ports) -> {
                    Path config = site.write("Caddyfile", "Caddyfile", with(ports));
                    return List.of("caddy", "run", "--adapter", "caddyfile", "--config", config.toString());
                });
    }

    private static Contender nativeCode(
            String name, boolean aside, Supplier<String> version, BiFunction<Site, Ports, List<String>> command) {
        return new Contender(name, version, false, true, aside, command);
    }

    private static Contender peer(String name, String what, String main, boolean tls) {
        return new Contender(name, () -> what + " " + versionIn(name), true, tls, false, (site, ports) -> {
            List<String> command = java(List.of(
                    "-cp",
                    peerFile(site, name, "classes") + ":" + read(peerFile(site, name, "classpath")),
                    "io.tollgate.bench.peers." + main,
                    Integer.toString(ports.plain())));
            if (tls) {
                command.add(Integer.toString(ports.tls()));
                command.add(site.keystore().toString());
            }
            command.add(Integer.toString(site.first()));
            command.add(Integer.toString(site.second()));
            return command;
        });
    }

    private static Contender tollgate(String name, boolean aside, String template, String... options) {
        return new Contender(name, () -> "this tree", true, true, aside, (site, ports) -> {
            Path config = site.write(template, name + ".yaml", with(ports, "name", name));
            List<String> command = java(List.of(
                    "-jar",
                    site.repository().resolve("target/tollgate.jar").toString(),
                    "run",
                    "-c",
                    config.toString(),
                    "--state",
                    site.dir().resolve("state-" + name).toString()));
            command.addAll(List.of(options));
            return command;
        });
    }

    private static Contender tomcatWithTollgate() {
        return new Contender(
                "tollgate.war",
                () -> "this tree in Tomcat " + versionOf("tomcat10"),
                true,
                false,
                false,
                (site, ports) -> {
                    Path config =
                            site.write("tollgate.yaml", "war/tollgate.yaml", with(new Ports(0, 0), "name", "war"));
                    Path base = tomcatBase(site, "tomcat-war", ports);
                    copy(site.repository().resolve("target/tollgate.war"), base.resolve("webapps/ROOT.war"));
                    return tomcat(
                            site,
                            base,
                            "-Dtollgate.config=" + config,
                            "-Dtollgate.state=" + site.dir().resolve("state-war"));
                });
    }

    private static Contender tomcatAlone() {
        return new Contender(
                "tomcat",
                () -> "Tomcat " + versionOf("tomcat10") + ", a servlet with the same body",
                true,
                false,
                true,
                (site, ports) -> {
                    Path base = tomcatBase(site, "tomcat-body", ports);
                    site.write("body.xml", "tomcat-body/webapps/ROOT/WEB-INF/web.xml", Map.of());
                    copyTree(peerFile(site, "body", "classes"), base.resolve("webapps/ROOT/WEB-INF/classes"));
                    return tomcat(site, base);
                });
    }

    private static Path tomcatBase(Site site, String name, Ports ports) {
        site.write("tomcat.xml", name + "/conf/server.xml", with(ports));
        Path base = site.dir().resolve(name);
        copy(tomcatHome(site).resolve("conf/web.xml"), base.resolve("conf/web.xml"));
        try {
            Files.createDirectories(base.resolve("webapps"));
            Files.createDirectories(base.resolve("temp"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return base;
    }

    private static Path tomcatHome(Site site) {
        return site.repository().resolve("etc/bench/target/tomcat/apache-tomcat-" + versionOf("tomcat10"));
    }

    private static List<String> tomcat(Site site, Path base, String... properties) {
        Path home = tomcatHome(site);
        List<String> command = java(List.of(properties));
        command.addAll(List.of(
                "-Dcatalina.home=" + home,
                "-Dcatalina.base=" + base,
                "-Djava.io.tmpdir=" + base.resolve("temp"),
                "-cp",
                home.resolve("bin/bootstrap.jar") + ":" + home.resolve("bin/tomcat-juli.jar"),
                "org.apache.catalina.startup.Bootstrap",
                "start"));
        return command;
    }

    /** All JVMs have the same memory. */
    private static List<String> java(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx512m");
        command.addAll(arguments);
        return command;
    }

    private static Map<String, Object> with(Ports ports, String... more) {
        Map<String, Object> values = new java.util.HashMap<>();
        values.put("port", ports.plain());
        values.put("tlsPort", ports.tls());
        for (int i = 0; i < more.length; i += 2) {
            values.put(more[i], more[i + 1]);
        }
        return values;
    }

    private static Path peerFile(Site site, String peer, String file) {
        return site.repository().resolve("etc/bench/peers/" + peer + "/target/" + file);
    }

    private static String versionIn(String peer) {
        return versionOf(peer.equals("stock") ? "jetty" : peer);
    }

    /** As the build gave it to this program. */
    private static String versionOf(String what) {
        return VERSIONS.getProperty(what, "of an unknown version");
    }

    private static Properties versions() {
        Properties versions = new Properties();
        try (InputStream in = Contenders.class.getResourceAsStream("versions.properties")) {
            versions.load(in);
            return versions;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) {
        try {
            Files.createDirectories(to.getParent());
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copyTree(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            files.filter(Files::isRegularFile)
                    .forEach(file -> copy(file, to.resolve(from.relativize(file).toString())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
