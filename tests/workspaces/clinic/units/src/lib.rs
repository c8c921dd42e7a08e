//! Degrees and kilograms. celsius() is offered; kelvin() stays here.
pub struct Degrees(pub f64);

pub fn celsius(fahrenheit: f64) -> Degrees {
    Degrees((fahrenheit - 32.0) / 1.8 + kelvin(0.0))
}

fn kelvin(celsius: f64) -> f64 {
    celsius
}
