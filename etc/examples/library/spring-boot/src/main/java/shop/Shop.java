package shop;

import io.tollgate.TollgateFilter;
import jakarta.servlet.DispatcherType;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

/** The application. */
@SpringBootApplication
public class Shop {

    public static void main(String[] arguments) {
        SpringApplication.run(Shop.class, arguments);
    }

    /** All that Tollgate adds: its filter before every other, on everything, asynchronous. */
    @Bean
    FilterRegistrationBean<TollgateFilter> tollgate() {
        FilterRegistrationBean<TollgateFilter> tollgate = new FilterRegistrationBean<>(new TollgateFilter());
        tollgate.setOrder(Ordered.HIGHEST_PRECEDENCE);
        tollgate.addUrlPatterns("/*");
        tollgate.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC);
        tollgate.setAsyncSupported(true);
        return tollgate;
    }
}
