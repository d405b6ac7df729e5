package io.tollgate.boot;

import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.MappingMatch;
import org.jspecify.annotations.Nullable;

/** A request as a servlet mapped to {@code servletPath/*} sees it. */
final class MountedRequest extends HttpServletRequestWrapper implements HttpServletMapping {
    private final String servletPath;
    private final @Nullable String pathInfo;

    /**
     * @param pathInfo what follows the servlet's path; null for nothing, else beginning with a slash
     */
    MountedRequest(HttpServletRequest request, String servletPath, @Nullable String pathInfo) {
        super(request);
        this.servletPath = servletPath;
        this.pathInfo = pathInfo;
    }

    @Override
    public String getServletPath() {
        return servletPath;
    }

    @Override
    public @Nullable String getPathInfo() {
        return pathInfo;
    }

    @Override
    public HttpServletMapping getHttpServletMapping() {
        return this;
    }

    @Override
    public String getMatchValue() {
        String info = pathInfo;
        return info == null ? "" : info.substring(1);
    }

    @Override
    public String getPattern() {
        return servletPath + "/*";
    }

    @Override
    public String getServletName() {
        return "tollgate-admin";
    }

    @Override
    public MappingMatch getMappingMatch() {
        return MappingMatch.PATH;
    }
}
