package io.tollgate.admin.rest;

import io.tollgate.admin.ProblemDocument;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a problem of every failure. What nobody foresaw goes to the log, and not to the client. */
public final class FailureMapper implements ExceptionMapper<Throwable> {
    private static final Logger LOG = LoggerFactory.getLogger(FailureMapper.class);

    @Override
    public Response toResponse(Throwable failure) {
        if (failure instanceof ProblemException e) {
            Response.ResponseBuilder builder = answer(e.problem());
            return (e.tag() == null ? builder : builder.header(HttpHeaders.ETAG, e.tag())).build();
        }
        if (failure instanceof WebApplicationException e) {
            return protocol(e.getResponse());
        }
        LOG.error("A request to the REST interface failed", failure);
        return answer(ProblemDocument.of(500, "Tollgate failed at this; its log says why."))
                .build();
    }

    private static Response protocol(Response found) {
        int status = found.getStatus();
        String detail = switch (status) {
            case 404 -> "There is nothing at this path.";
            case 405 -> "This path allows " + found.getHeaderString(HttpHeaders.ALLOW) + ".";
            case 406 -> "This is not to be had in any type that Accept names.";
            case 415 -> "Send the body as application/json.";
            default -> found.getStatusInfo().getReasonPhrase() + ".";
        };
        Response.ResponseBuilder builder = answer(ProblemDocument.of(status, detail));
        String allow = found.getHeaderString(HttpHeaders.ALLOW);
        return (allow == null ? builder : builder.header(HttpHeaders.ALLOW, allow)).build();
    }

    private static Response.ResponseBuilder answer(ProblemDocument problem) {
        return Response.status(problem.status()).type(ProblemDocument.TYPE).entity(problem);
    }
}
