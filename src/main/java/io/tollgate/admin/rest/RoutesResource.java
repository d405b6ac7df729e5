package io.tollgate.admin.rest;

import io.tollgate.control.Edit;
import io.tollgate.control.LiveConfig;
import io.tollgate.control.Snapshot;
import io.tollgate.model.Configuration;
import io.tollgate.model.RouteSpec;
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

/** The routing table: looked at, and changed as a whole or route by route. The order counts: the first match decides. */
@Path("routes")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
public final class RoutesResource {
    private static final String MERGE_PATCH = "application/merge-patch+json";

    private final LiveConfig live;
    private final RouteStates states;
    private final Changes changes;
    private final RouteForm form;

    @Inject
    public RoutesResource(LiveConfig live, RouteStates states, Changes changes, RouteForm form) {
        this.live = live;
        this.states = states;
        this.changes = changes;
        this.form = form;
    }

    @GET
    public Response list() {
        return table();
    }

    @GET
    @Path("{route}")
    public Response one(@PathParam("route") String id) {
        return answer(Response.ok(), id);
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    public Response replace(
            @Context HttpServletRequest request, @Context HttpHeaders headers, @Context UriInfo uri, InputStream in)
            throws IOException {
        OptionalLong expected = changes.expected(request, revision -> tableState());
        JsonBody body = JsonBody.read(in);
        List<Edit> edits = new RouteBody(body, configuration(), form).table();
        if (!edits.isEmpty()) {
            String reason = Reasons.of(body.text(Reasons.FIELD), headers, uri);
            changes.apply(request, reason, edits, expected, revision -> tableState());
        }
        return table();
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response add(
            @Context HttpServletRequest request, @Context HttpHeaders headers, @Context UriInfo uri, InputStream in)
            throws IOException {
        OptionalLong expected = changes.expected(request, revision -> tableState());
        JsonBody body = JsonBody.read(in);
        String reason = Reasons.of(body.takeText(Reasons.FIELD), headers, uri);
        RouteBody wanted = new RouteBody(body, configuration(), form);
        RouteBody.Place place = wanted.takePlace();
        RouteSpec route = wanted.route();
        if (configuration().route(route.id()) != null) {
            throw ProblemException.of(409, "There is a route \"" + route.id() + "\" already.");
        }
        changes.applyToOne(request, reason, wanted.addition(route, place), expected, revision -> tableState());
        return answer(
                Response.status(201).header(HttpHeaders.LOCATION, BackendsResource.below(uri, route.id())), route.id());
    }

    @PUT
    @Path("{route}")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response put(
            @PathParam("route") String id,
            @Context HttpServletRequest request,
            @Context HttpHeaders headers,
            @Context UriInfo uri,
            InputStream in)
            throws IOException {
        OptionalLong expected = changes.expected(request, revision -> routeOrTableState(id));
        JsonBody body = JsonBody.read(in);
        String reason = Reasons.of(body.takeText(Reasons.FIELD), headers, uri);
        String idInBody = body.text(RouteBody.ID);
        if (idInBody != null && !idInBody.equals(id)) {
            throw ProblemException.invalid(RouteBody.ID, "is not the path's", "write \"" + id + "\" or leave it out");
        }
        body.put(RouteBody.ID, id);
        RouteBody wanted = new RouteBody(body, configuration(), form);
        RouteBody.Place place = wanted.takePlace();
        RouteSpec route = wanted.route();
        RouteSpec existing = configuration().route(id);
        List<Edit> edits =
                existing == null ? wanted.addition(route, place) : wanted.replacement(existing, route, place);
        if (!edits.isEmpty()) {
            changes.applyToOne(request, reason, edits, expected, revision -> routeOrTableState(id));
        }
        return answer(Response.status(existing == null ? 201 : 200), id);
    }

    @PATCH
    @Path("{route}")
    @Consumes({MediaType.APPLICATION_JSON, MERGE_PATCH})
    public Response patch(
            @PathParam("route") String id,
            @Context HttpServletRequest request,
            @Context HttpHeaders headers,
            @Context UriInfo uri,
            InputStream in)
            throws IOException {
        RouteSpec present = find(live.current(), id);
        OptionalLong expected = changes.expected(request, revision -> routeOrTableState(id));
        JsonBody body = JsonBody.read(in);
        List<Edit> edits = new RouteBody(body, configuration(), form).patch(present);
        String reason = Reasons.of(body.text(Reasons.FIELD), headers, uri);
        changes.applyToOne(request, reason, edits, expected, revision -> routeOrTableState(id));
        return answer(Response.ok(), id);
    }

    @DELETE
    @Path("{route}")
    public Response remove(
            @PathParam("route") String id,
            @Context HttpServletRequest request,
            @Context HttpHeaders headers,
            @Context UriInfo uri) {
        find(live.current(), id);
        OptionalLong expected = changes.expected(request, revision -> routeOrTableState(id));
        List<Edit> edits = List.of(new Edit.RemoveRoute(id));
        String reason = Reasons.of(null, headers, uri);
        long revision = changes.applyToOne(request, reason, edits, expected, r -> routeOrTableState(id))
                .number();
        return Response.noContent().header(HttpHeaders.ETAG, Tags.of(revision)).build();
    }

    private Configuration configuration() {
        return live.current().configuration();
    }

    private Response table() {
        Snapshot snapshot = live.current();
        return Response.ok(states.all(snapshot))
                .header(HttpHeaders.ETAG, Tags.of(snapshot.revision()))
                .build();
    }

    private Response answer(Response.ResponseBuilder builder, String id) {
        Snapshot snapshot = live.current();
        return builder.entity(states.of(snapshot, find(snapshot, id)))
                .header(HttpHeaders.ETAG, Tags.of(snapshot.revision()))
                .build();
    }

    private Object tableState() {
        return states.all(live.current());
    }

    /** Somebody else may have removed the very route. */
    private Object routeOrTableState(String id) {
        Snapshot snapshot = live.current();
        RouteSpec route = snapshot.configuration().route(id);
        return route == null ? states.all(snapshot) : states.of(snapshot, route);
    }

    private static RouteSpec find(Snapshot snapshot, String id) {
        RouteSpec route = snapshot.configuration().route(id);
        if (route == null) {
            throw ProblemException.of(404, "There is no route \"" + id + "\".");
        }
        return route;
    }
}
