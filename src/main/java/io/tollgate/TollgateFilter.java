package io.tollgate;

import io.tollgate.boot.web.LibraryFilter;

/**
 * Tollgate in front of an application, as one filter: routes with the action {@code local} reach the application, all
 * others their pools. Declare it as the first filter, mapped to {@code /*} for the dispatchers {@code REQUEST} and
 * {@code ASYNC}, with {@code <async-supported>true</async-supported>}; or call {@link Tollgate#install}. Starts with {@link #init} and stops
 * with {@link #destroy}. Thread-safe.
 */
public final class TollgateFilter extends LibraryFilter {}
