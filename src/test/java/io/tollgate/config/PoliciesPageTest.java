package io.tollgate.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.model.Configuration;
import io.tollgate.model.PolicySpec;
import io.tollgate.model.ProbeSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each policy has its part of the page, with an example that is accepted. */
class PoliciesPageTest {
    private static final Pattern EXAMPLE = Pattern.compile("(?s)```yaml\\n(.*?)```");

    @Test
    void everyPolicyHasAnExampleThatIsAccepted() throws IOException {
        List<PolicySpec> shown = new ArrayList<>();
        Matcher examples = EXAMPLE.matcher(page());
        while (examples.find()) {
            Configuration configuration = Readings.good(examples.group(1));
            configuration.pools().forEach(pool -> shown.add(pool.policy()));
        }
        assertEquals(
                Set.copyOf(PolicySpec.TYPES),
                shown.stream().map(PolicySpec::type).collect(Collectors.toSet()));
        assertTrue(shown.stream().anyMatch(policy -> policy.subset() > 0), "a subset is shown");
    }

    @Test
    void theExampleOfTiersIsAccepted() throws IOException {
        Matcher example = EXAMPLE.matcher(Files.readString(Path.of("docs/tiers-and-zones.md")));
        assertTrue(example.find());
        Configuration configuration = Readings.good(example.group(1));
        assertEquals("seoul-a", configuration.zone());
        assertEquals(6, configuration.pools().get(0).backends().size());
    }

    @Test
    void theExamplesOfHealthAreAccepted() throws IOException {
        Matcher examples = EXAMPLE.matcher(Files.readString(Path.of("docs/health.md")));
        List<ProbeSpec> probes = new ArrayList<>();
        while (examples.find()) {
            probes.add(Readings.good(examples.group(1)).pools().get(0).probe());
        }
        assertEquals(
                List.of("", "\"status\":\"UP\"", "", ""),
                probes.stream().map(ProbeSpec::body).toList());
        assertEquals(
                List.of("", "", "shop.v1.Cart", ""),
                probes.stream().map(ProbeSpec::service).toList());
    }

    @Test
    void everyPolicyIsExplainedAndCompared() throws IOException {
        String page = page();
        for (String type : PolicySpec.TYPES) {
            assertTrue(page.contains("\n## " + type + "\n"), type);
            assertTrue(page.contains("\n| `" + type + "` |"), type + " in the table");
        }
    }

    private static String page() throws IOException {
        return Files.readString(Path.of("docs/policies.md"));
    }
}
