package io.tollgate.bench.peers;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Spring Cloud Gateway before two backends of equal weight. Arguments: PORT BACKEND BACKEND. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class SpringPeer {

    public static void main(String[] args) {
        SpringApplication application = new SpringApplication(SpringPeer.class);
        application.setDefaultProperties(Map.of(
                "server.address",
                "127.0.0.1",
                "server.port",
                args[0],
                "bench.first",
                "http://127.0.0.1:" + args[1],
                "bench.second",
                "http://127.0.0.1:" + args[2],
                "logging.level.root",
                "warn"));
        application.run();
    }

    @Bean
    RouteLocator routes(RouteLocatorBuilder routes, org.springframework.core.env.Environment settings) {
        return routes.routes()
                .route("first", route -> route.weight("backends", 1).uri(settings.getRequiredProperty("bench.first")))
                .route("second", route -> route.weight("backends", 1).uri(settings.getRequiredProperty("bench.second")))
                .build();
    }
}
