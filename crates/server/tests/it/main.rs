//! The built binary as a city's machine sees it: started, killed, misused.

mod faults;
mod house;
mod kill;
