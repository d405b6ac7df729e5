package io.tollgate.admin.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.admin.AdminServer;
import io.tollgate.admin.auth.Accounts;
import io.tollgate.testing.CurlExample;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the examples of the documentation in their order, so that they can be trusted. */
class RestDocTest {
    @TempDir
    Path state;

    @Test
    void everyExampleAnswersAsItSays() throws Exception {
        int examples = run("rest.md");
        assertTrue(examples >= 20, examples + " examples");
    }

    @Test
    void everyExampleOfMaintenanceDoes() throws Exception {
        assertEquals(2, run("rewriting.md"));
    }

    @Test
    void everyExampleOfRolloutsDoes() throws Exception {
        assertEquals(4, run("rollouts.md"));
    }

    private int run(String page) throws Exception {
        AdminServer server = AdminServer.start(state);
        try {
            server.send(server.json(
                    "POST", "/api/v1/routes", "{\"id\": \"shop\", \"action\": {\"respond\": {}}, \"before\": null}"));
            Accounts.NewToken token = server.accounts.createToken("admin", "example");
            Map<String, String> variables = new LinkedHashMap<>();
            variables.put("$PASSWORD", AdminServer.PASSWORD);
            variables.put("$TOKEN_ID", token.id());
            variables.put("$TOKEN", token.token());
            List<CurlExample> examples = CurlExample.of(Path.of("docs", page), variables);
            for (CurlExample example : examples) {
                HttpResponse<InputStream> answer = server.client.send(
                        example.request("http://127.0.0.1:9090", server.uri("").toString()),
                        HttpResponse.BodyHandlers.ofInputStream());
                answer.body().close();
                assertEquals(example.status(), answer.statusCode(), example.command());
            }
            return examples.size();
        } finally {
            server.stop();
        }
    }
}
