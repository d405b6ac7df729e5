package io.tollgate.admin.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.control.Edit;
import io.tollgate.control.LiveConfig;
import io.tollgate.control.PoolRuntime;
import io.tollgate.control.Snapshot;
import io.tollgate.model.InvalidSettingException;
import io.tollgate.model.PolicySpec;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.OptionalLong;

/** The pools with their backends and live figures, and how each picks. */
@Path("pools")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
public final class PoolsResource {
    private static final String MERGE_PATCH = "application/merge-patch+json";
    private static final String POLICY = "policy";

    private final LiveConfig live;
    private final States states;
    private final Changes changes;
    private final PolicyForm policies;

    @Inject
    public PoolsResource(LiveConfig live, States states, Changes changes, PolicyForm policies) {
        this.live = live;
        this.states = states;
        this.changes = changes;
        this.policies = policies;
    }

    @GET
    public Response list() {
        Snapshot snapshot = live.current();
        List<PoolState> pools = snapshot.pools().values().stream()
                .map(pool -> states.pool(snapshot, pool))
                .toList();
        return Response.ok(pools)
                .header(HttpHeaders.ETAG, Tags.of(snapshot.revision()))
                .build();
    }

    @GET
    @Path("{pool}")
    public Response one(@PathParam("pool") String id) {
        Snapshot snapshot = live.current();
        return Response.ok(states.pool(snapshot, find(snapshot, id)))
                .header(HttpHeaders.ETAG, Tags.of(snapshot.revision()))
                .build();
    }

    @PATCH
    @Path("{pool}")
    @Consumes({MediaType.APPLICATION_JSON, MERGE_PATCH})
    public Response patch(
            @PathParam("pool") String id,
            @Context HttpServletRequest request,
            @Context HttpHeaders headers,
            @Context UriInfo uri,
            InputStream in)
            throws IOException {
        find(live.current(), id);
        OptionalLong expected = changes.expected(request, revision -> state(id));
        JsonBody body = JsonBody.read(in);
        body.onlyHas(List.of(POLICY, Reasons.FIELD));
        if (!body.has(POLICY)) {
            throw ProblemException.invalid("", "changes nothing", "write policy");
        }
        Edit edit = new Edit.SetPolicy(id, body.isNull(POLICY) ? null : policy(body));
        String reason = Reasons.of(body.text(Reasons.FIELD), headers, uri);
        changes.apply(request, reason, List.of(edit), expected, revision -> state(id));
        return one(id);
    }

    private PolicySpec policy(JsonBody body) {
        JsonNode policy = body.node(POLICY);
        if (!policy.isTextual() && !policy.isObject()) {
            throw ProblemException.invalid(
                    POLICY,
                    policy + " is not a policy",
                    "write one such as \"least-request\" or {\"type\": \"random\"}");
        }
        try {
            return policies.read(policy.toString());
        } catch (InvalidSettingException e) {
            throw ProblemException.invalid(
                    e.problems().stream().map(p -> p.under(POLICY)).toList());
        }
    }

    private Object state(String id) {
        Snapshot snapshot = live.current();
        return states.pool(snapshot, find(snapshot, id));
    }

    static PoolRuntime find(Snapshot snapshot, String id) {
        PoolRuntime pool = snapshot.pool(id);
        if (pool == null) {
            throw ProblemException.of(404, "There is no pool \"" + id + "\".");
        }
        return pool;
    }
}
