package io.tollgate;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.util.EnumSet;

/** Puts Tollgate in front of an application by one call. */
public final class Tollgate {
    private Tollgate() {}

    /**
     * Registers {@link TollgateFilter} for all requests, before the filters that the application declares. To be called
     * while the context is being initialised: from a {@code ServletContainerInitializer}, from a {@code
     * ServletContextListener} that is declared in {@code web.xml}, or before an embedded server starts.
     *
     * @throws IllegalStateException when the context has been initialised, or has a filter of this name
     */
    public static void install(ServletContext context) {
        FilterRegistration.Dynamic filter = context.addFilter("tollgate", new TollgateFilter());
        if (filter == null) {
            throw new IllegalStateException("there is a filter called tollgate already");
        }
        filter.setAsyncSupported(true);
        filter.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC), false, "/*");
    }
}
