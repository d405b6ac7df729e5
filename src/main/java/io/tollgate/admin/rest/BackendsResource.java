package io.tollgate.admin.rest;

import io.tollgate.balance.Endpoint;
import io.tollgate.control.Edit;
import io.tollgate.control.LiveConfig;
import io.tollgate.control.PoolRuntime;
import io.tollgate.control.Snapshot;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.InvalidSettingException;
import io.tollgate.time.Clock;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
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

/** A pool's backends: looked at, added, replaced, steered and removed. */
@Path("pools/{pool}/backends")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
public final class BackendsResource {
    private static final String MERGE_PATCH = "application/merge-patch+json";

    private final LiveConfig live;
    private final States states;
    private final Changes changes;
    private final BackendReader reader;
    private final Clock clock;

    @Inject
    public BackendsResource(LiveConfig live, States states, Changes changes, BackendReader reader, Clock clock) {
        this.live = live;
        this.states = states;
        this.changes = changes;
        this.reader = reader;
        this.clock = clock;
    }

    @GET
    public Response list(@PathParam("pool") String pool) {
        Snapshot snapshot = live.current();
        return Response.ok(states.backends(snapshot, PoolsResource.find(snapshot, pool)))
                .header(HttpHeaders.ETAG, Tags.of(snapshot.revision()))
                .build();
    }

    @GET
    @Path("{backend}")
    public Response one(@PathParam("pool") String pool, @PathParam("backend") String id) {
        return answer(Response.ok(), pool, id);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response add(
            @PathParam("pool") String pool,
            @Context HttpServletRequest request,
            @Context HttpHeaders headers,
            @Context UriInfo uri,
            InputStream in)
            throws IOException {
        PoolRuntime runtime = PoolsResource.find(live.current(), pool);
        OptionalLong expected = changes.expected(request, revision -> poolState(pool));
        JsonBody body = JsonBody.read(in);
        String reason = Reasons.of(body.takeText(Reasons.FIELD), headers, uri);
        boolean force = Force.of(body.takeFlag(Force.FIELD), uri);
        BackendSpec spec = read(body);
        if (runtime.pool().endpoint(spec.id()) != null) {
            throw ProblemException.of(409, "Pool \"" + pool + "\" already has a backend \"" + spec.id() + "\".");
        }
        List<Edit> edits = List.of(new Edit.AddBackend(pool, spec));
        changes.applyToOne(request, reason, edits, force, expected, revision -> poolState(pool));
        return answer(Response.status(201).header(HttpHeaders.LOCATION, below(uri, spec.id())), pool, spec.id());
    }

    @PUT
    @Path("{backend}")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response put(
            @PathParam("pool") String pool,
            @PathParam("backend") String id,
            @Context HttpServletRequest request,
            @Context HttpHeaders headers,
            @Context UriInfo uri,
            InputStream in)
            throws IOException {
        Endpoint existing = PoolsResource.find(live.current(), pool).pool().endpoint(id);
        OptionalLong expected = changes.expected(request, revision -> backendOrPoolState(pool, id));
        JsonBody body = JsonBody.read(in);
        String reason = Reasons.of(body.takeText(Reasons.FIELD), headers, uri);
        boolean force = Force.of(body.takeFlag(Force.FIELD), uri);
        String idInBody = body.text("id");
        if (idInBody != null && !idInBody.equals(id)) {
            throw ProblemException.invalid("id", "is not the path's", "write \"" + id + "\" or leave it out");
        }
        body.put("id", id);
        List<Edit> edits = BackendReplacement.edits(pool, read(body), existing, live.overlay(pool, id));
        if (!edits.isEmpty()) {
            changes.applyToOne(request, reason, edits, force, expected, revision -> backendOrPoolState(pool, id));
        }
        return answer(Response.status(existing == null ? 201 : 200), pool, id);
    }

    @PATCH
    @Path("{backend}")
    @Consumes({MediaType.APPLICATION_JSON, MERGE_PATCH})
    public Response patch(
            @PathParam("pool") String pool,
            @PathParam("backend") String id,
            @Context HttpServletRequest request,
            @Context HttpHeaders headers,
            @Context UriInfo uri,
            InputStream in)
            throws IOException {
        Endpoint endpoint = find(PoolsResource.find(live.current(), pool), id);
        OptionalLong expected = changes.expected(request, revision -> backendOrPoolState(pool, id));
        JsonBody body = JsonBody.read(in);
        boolean force = Force.of(body.takeFlag(Force.FIELD), uri);
        List<Edit> edits = new BackendPatch(body, endpoint.mode(), live.overlay(pool, id), clock).edits(pool, id);
        String reason = Reasons.of(body.text(Reasons.FIELD), headers, uri);
        changes.applyToOne(request, reason, edits, force, expected, revision -> backendOrPoolState(pool, id));
        return answer(Response.ok(), pool, id);
    }

    @DELETE
    @Path("{backend}")
    public Response remove(
            @PathParam("pool") String pool,
            @PathParam("backend") String id,
            @Context HttpServletRequest request,
            @Context HttpHeaders headers,
            @Context UriInfo uri) {
        find(PoolsResource.find(live.current(), pool), id);
        OptionalLong expected = changes.expected(request, revision -> backendOrPoolState(pool, id));
        List<Edit> edits = List.of(new Edit.RemoveBackend(pool, id));
        long revision = changes.applyToOne(
                        request,
                        Reasons.of(null, headers, uri),
                        edits,
                        Force.of(null, uri),
                        expected,
                        r -> backendOrPoolState(pool, id))
                .number();
        return Response.noContent().header(HttpHeaders.ETAG, Tags.of(revision)).build();
    }

    /** The path of something that was made, without scheme and host: a proxy before the admin side may have others. */
    static String below(UriInfo uri, String id) {
        return uri.getAbsolutePathBuilder().path(id).build().getRawPath();
    }

    private BackendSpec read(JsonBody body) {
        try {
            return reader.read(body.toString());
        } catch (InvalidSettingException e) {
            throw ProblemException.invalid(e.problems());
        }
    }

    private Response answer(Response.ResponseBuilder builder, String pool, String id) {
        Snapshot snapshot = live.current();
        PoolRuntime runtime = PoolsResource.find(snapshot, pool);
        return builder.entity(states.backend(snapshot, runtime, find(runtime, id)))
                .header(HttpHeaders.ETAG, Tags.of(snapshot.revision()))
                .build();
    }

    private static Endpoint find(PoolRuntime pool, String id) {
        Endpoint endpoint = pool.pool().endpoint(id);
        if (endpoint == null) {
            throw ProblemException.of(404, "Pool \"" + pool.spec().id() + "\" has no backend \"" + id + "\".");
        }
        return endpoint;
    }

    private Object poolState(String pool) {
        Snapshot snapshot = live.current();
        return states.pool(snapshot, PoolsResource.find(snapshot, pool));
    }

    /** The pool where the backend is gone: that, too, is news to the sender. */
    private Object backendOrPoolState(String pool, String id) {
        Snapshot snapshot = live.current();
        PoolRuntime runtime = PoolsResource.find(snapshot, pool);
        Endpoint endpoint = runtime.pool().endpoint(id);
        return endpoint == null ? states.pool(snapshot, runtime) : states.backend(snapshot, runtime, endpoint);
    }
}
