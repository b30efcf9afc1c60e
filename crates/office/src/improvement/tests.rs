mod life;
mod rules;
