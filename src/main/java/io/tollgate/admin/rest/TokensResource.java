package io.tollgate.admin.rest;

import io.tollgate.admin.auth.Accounts;
import io.tollgate.admin.auth.AccountsPausedException;
import io.tollgate.admin.auth.Operator;
import io.tollgate.model.InvalidSettingException;
import io.tollgate.model.Problem;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
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

/** Tokens for scripts. They belong to this node's accounts, not to the configuration, and make no revision. */
@Path("tokens")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
public final class TokensResource {
    private final Accounts accounts;

    @Inject
    public TokensResource(Accounts accounts) {
        this.accounts = accounts;
    }

    @GET
    public Response list(@Context HttpServletRequest request) {
        List<Accounts.Token> tokens = accounts.tokens();
        String tag = "t" + Integer.toHexString(tokens.hashCode());
        return (Tags.known(request, tag) ? Response.notModified() : Response.ok(tokens))
                .header(HttpHeaders.ETAG, Tags.weak(tag))
                .build();
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response create(@Context HttpServletRequest request, @Context UriInfo uri, InputStream in)
            throws IOException {
        Operator operator = Operator.of(request);
        if (operator == null) {
            throw new IllegalStateException("a token for nobody: the AuthFilter is not in front");
        }
        JsonBody body = JsonBody.read(in);
        body.onlyHas(List.of("name"));
        String name = body.text("name");
        try {
            Accounts.NewToken token = accounts.createToken(operator.account(), name == null ? "" : name);
            return Response.status(201)
                    .header(HttpHeaders.LOCATION, BackendsResource.below(uri, token.id()))
                    .entity(token)
                    .build();
        } catch (InvalidSettingException e) {
            throw ProblemException.invalid(e.problems());
        } catch (AccountsPausedException e) {
            throw paused(e);
        }
    }

    @DELETE
    @Path("{id}")
    public Response revoke(@PathParam("id") String id) throws IOException {
        try {
            if (!accounts.revokeToken(id)) {
                throw ProblemException.of(404, "There is no token \"" + id + "\".");
            }
        } catch (AccountsPausedException e) {
            throw paused(e);
        }
        return Response.noContent().build();
    }

    private static ProblemException paused(AccountsPausedException e) {
        return ProblemException.refused(
                503, List.of(new Problem("", String.valueOf(e.getMessage()), "try again in a few seconds")));
    }
}
