package shop;

import java.util.concurrent.Callable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What the application answers by itself. */
@RestController
class ShopController {

    @GetMapping("/")
    String home() {
        return "shop on Spring Boot";
    }

    /** Answers from another thread, as Spring's asynchronous handlers do. */
    @GetMapping("/later")
    Callable<String> later() {
        return () -> "shop, a little later";
    }

    @PostMapping("/order")
    String order(@RequestParam String item) {
        return "ordered: " + item;
    }
}
