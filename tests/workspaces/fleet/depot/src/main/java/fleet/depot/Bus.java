package fleet.depot;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

@Entity
@Table(name = "buses")
public class Bus {
  @Id
  @Column(name = "plate")
  String plate;

  @Column(name = "odometer_km")
  int odometer;
}
