// A celsius of the lab's own; it does not know body_units.
fn celsius(kelvin: f64) -> f64 {
    kelvin - 273.15
}

fn main() {
    println!("{} WARD_URL", celsius(300.0));
}
