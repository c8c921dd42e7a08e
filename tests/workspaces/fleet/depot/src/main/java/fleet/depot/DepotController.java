package fleet.depot;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Buses in the depot; /depot/buses is also the name of a folder on the old server. */
@RestController
@RequestMapping("/depot/buses")
public class DepotController {
  private final String city = System.getenv("DEPOT_CITY");
  private final String motto = "odometer_km of buses in DEPOT_CITY";

  @GetMapping("/{plate}/position")
  public String position(@PathVariable String plate) {
    return city + plate + motto;
  }

  @PostMapping("/{plate}/service")
  public void service(@PathVariable String plate) {}
}
