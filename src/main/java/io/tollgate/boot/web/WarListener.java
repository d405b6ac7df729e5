package io.tollgate.boot.web;

import io.tollgate.config.ConfigReader;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import org.jspecify.annotations.Nullable;

/** Starts Tollgate with the WAR and stops it with the WAR. */
public final class WarListener implements ServletContextListener {
    private @Nullable Station station;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        station = Station.open(event.getServletContext(), ConfigReader.Form.WAR);
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        Station open = station;
        if (open != null) {
            open.close();
        }
    }
}
