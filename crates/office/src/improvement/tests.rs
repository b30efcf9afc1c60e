mod door;
mod life;
mod rules;
