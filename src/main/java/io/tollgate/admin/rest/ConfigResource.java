package io.tollgate.admin.rest;

import io.tollgate.control.LiveConfig;
import io.tollgate.control.Snapshot;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/** The configuration in force, operators' changes included but not what discovery found, as a file that would give the same. */
@Path("config")
@Singleton
public final class ConfigResource {
    private final LiveConfig live;
    private final ConfigExport exporter;

    @Inject
    public ConfigResource(LiveConfig live, ConfigExport exporter) {
        this.live = live;
        this.exporter = exporter;
    }

    @GET
    @Produces("application/yaml;charset=UTF-8")
    public Response export(@Context HttpServletRequest request) {
        Snapshot snapshot = live.current();
        String number = Long.toString(snapshot.revision());
        Response.ResponseBuilder builder =
                Tags.known(request, number) ? Response.notModified() : Response.ok(exporter.write(snapshot.said()));
        return builder.header(HttpHeaders.ETAG, Tags.weak(number)).build();
    }
}
